"""What an error of a provider means: its facts are read, a table of rules says which failure they are."""
