"""Literal secrets in Python cells → what reads them at run time, proved to have the same value."""
