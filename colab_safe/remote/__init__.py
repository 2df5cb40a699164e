"""Notebooks that are elsewhere: in buckets, on servers, wherever fsspec reads. Imported only for an address."""
