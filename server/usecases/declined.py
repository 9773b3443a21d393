"""Why an act was not done. The sentence for people stands with the pages (`server.office.wording`)."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """What stands against it."""

    NOT_THERE = "not there"
    NO_REASON = "a reason is needed"
    NOT_NEEDED = "nothing to do"
    NAME_TAKEN = "the name is taken"
    NAME_UNFIT = "not a name to sign in with"
    ROLE_UNFIT = "the role does not go with this reach"
    PASSWORD_SHORT = "the password is too short"
    PASSWORD_LONG = "the password is too long"
    PASSWORD_COMMON = "the password is one that everybody tries"
    PASSWORD_WRONG = "the password is wrong"
    PASSWORD_SAME = "the password is the old one"
    CODE_WRONG = "the one-time code is wrong"
    WORD_WRONG = "the console's word is wrong"
    ALREADY_SET_UP = "there is somebody already"
    SAME_PERSON = "maker and checker are one person"
    DECIDED = "it was decided already"
    EXPIRED = "it has expired"
    CHANGED = "what was shown is not what is proposed"
    LAST_ADMINISTRATOR = "nobody would be left to administer"
    ONESELF = "not to oneself"
    DAY_PAST = "the last day is over"
    NO_PAYER = "nobody pays it"
    CARD_ENDED = "the card was ended"
    NO_TERMINAL = "nobody knows this terminal"
    CLAIM_OVER = "the promise was kept or given back"
    NOTHING_THERE = "nothing lies there"
    MOVED_SINCE = "it is another amount by now"
    SENT_BEFORE = "the form was sent before with something else in it"
    CLASS_TAKEN = "the class is there already"
    CLASS_UNFIT = "not a class"
    LIMITS_CROSSED = "a lower limit is above the higher one"
    VALIDITY_UNFIT = "not a validity"
    NOT_WITH_THIS_CARD = "the card does not stand so"
    CASE_CLOSED = "the case is closed already"
    MEMBER_KNOWN = "the member is known already"
    MEMBER_LEFT = "the member has left"
    CARD_HELD = "the card is another member's"
    PHOTO_UNFIT = "not a picture that can be read"
    FILE_UNREADABLE = "the file is no table that can be read"
    FILE_LONG = "the file is too long"
    FILE_EMPTY = "the file has no rows"
    FILE_COLUMNS = "the file has a column that nobody knows, twice, or none for names"
    FILE_FAULTY = "something in the file is wrong"
    FILE_DONE = "the file was taken over already"
    ROSTER_LONG = "there are too many members for one file"
    FIELD_UNFIT = "not a field for members"
    FIELD_TAKEN = "there is a field with this name"
    FIELDS_FULL = "there are too many fields"
    DESK_UNFIT = "this terminal may not do that"
    CARD_KNOWN = "there is such a card already"
    CARD_UNKNOWN = "there is no such card"
    CARD_BUSY = "a job for this card is open"
    AMOUNT_UNFIT = "the amount is out of range"
    DAYS_UNFIT = "the days do not follow each other"
    JOB_OVER = "the job is over"
    NUMBER_TAKEN = "the number is taken"
    NUMBER_UNFIT = "the number does not fit"
    TITLE_UNFIT = "the name is empty or too long"
    BRANCH_WITHOUT_NAME = "the branch has no name yet"
    TERMINAL_RETIRED = "the terminal is retired"


class Declined(Exception):
    """The act was not done, and nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
