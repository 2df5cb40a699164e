from google.colab import errors


class MessageError(errors.Error):
    pass
