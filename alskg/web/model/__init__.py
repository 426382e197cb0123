"""The model as pages: the vocabulary and the shapes, generated from their files."""
