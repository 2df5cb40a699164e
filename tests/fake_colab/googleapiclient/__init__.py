"""A stand-in for Drive's API: FAKE_COLAB's "files" maps an id to what `files().get()` answers."""
