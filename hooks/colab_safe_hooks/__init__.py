"""The pre-commit hooks: one file a hook, each a thin command over colab_safe."""
