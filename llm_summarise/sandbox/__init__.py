"""Templates and schemas that somebody else wrote: they see plain data, and end in bounded time and memory."""
