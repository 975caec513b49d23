"""What a summary is made of: notes found in the transcript, merged, tools named, all numbered."""
