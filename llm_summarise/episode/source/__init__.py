"""What the source tells besides its speech, and what follows from it: chapters, people, lines of a prompt."""
