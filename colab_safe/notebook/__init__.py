"""Reading notebooks: the file's bytes, the segments in them, the views of a segment, and edits back into the bytes."""
