"""Hostile input: it ends in linear time and memory, and every limit that bites is reported."""
