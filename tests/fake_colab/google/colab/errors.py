class Error(Exception):
    pass


class AuthorizationError(Error):
    pass
