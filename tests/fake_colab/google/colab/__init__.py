"""A stand-in for Colab's own package, for tests. The folder above is put on PYTHONPATH.

The environment variable FAKE_COLAB holds JSON: {"drive": how mounting fails, "secrets": {name: value or how it fails}}.
Signatures and failures are those of https://github.com/googlecolab/colabtools (google/colab/*.py).
"""
