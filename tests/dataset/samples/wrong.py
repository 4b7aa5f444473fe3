"""What a type checker refuses. The test reads the comments: what is behind the sign is in the message for the line."""

# ruff: noqa: B018  # what is wrong with each line is for a type checker to say

from trilat import dataset

ds = dataset.load()
ds.meetings.where(levle="ministers")  # refused: "levle"
ds.meetings.where(status="hold")  # refused: "Literal['hold']"
ds.meetings.where(level=["ministers", "foriegn-ministers"])  # refused: List item 1
ds.meetings.where(since=2021)  # refused: "int"
ds.offices.where(level="foreign-ministers")  # refused: "Literal['foreign-ministers']"
ds.meetings[0].particpants  # refused: maybe "participants"
ds.meetings[0].title = "Another"  # refused: read-only
ds.meetings[0].date.year  # refused: "year"
ds.meeting  # refused: "Dataset" has no attribute "meeting"
ds.statements.where(country="JP")[0].act.definition  # refused: "definition"
ds.country_months(uncertain="guess")  # refused: "Literal['guess']"
ds.as_of(2021)  # refused: "int"
for meeting in ds.meetings:
    meeting.place.name  # refused: "name"
    meeting.participants.append(meeting)  # refused: "append"
