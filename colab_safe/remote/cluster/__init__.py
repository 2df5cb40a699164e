"""The same scan on Dask's workers; imported only for `--scheduler`."""
