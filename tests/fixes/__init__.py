"""Secrets of code cells that are read at run time instead."""
