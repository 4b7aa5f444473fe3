"""Days as they are typed."""

from datetime import UTC, date, datetime

from trilat.errors import UsageError


def day_of(text: str | None) -> date:
    """The day that was typed, or today."""
    if text is None:
        return datetime.now(UTC).astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no day; write it as 2031-03-08") from None
