"""What cannot go on. A fault in contributed data is a Finding; an exception stops the command."""


class TrilatError(Exception):
    """The work could not be finished, and what was there before is as it was.

    The message says what was wrong, where, and what to do about it. Every error that Trilat raises on purpose derives
    from this class; the command line turns it into exit code 3.
    """


class UsageError(TrilatError):
    """The caller asked for something that does not exist or does not fit; exit code 2."""


class NewerSchemaWarning(UserWarning):
    """A release has a newer minor schema than this package, which leaves aside what it does not know of it."""


class ReleaseError(TrilatError):
    """A release is missing, damaged, or newer than this package can read."""
