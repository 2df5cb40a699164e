"""What Jupyter saves: `jupyter server extension enable colab_safe` redacts it before it is written."""
