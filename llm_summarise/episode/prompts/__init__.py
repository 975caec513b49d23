"""What a model is asked: templates, the files they come from, and what is put into them."""
