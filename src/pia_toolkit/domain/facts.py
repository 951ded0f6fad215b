"""Facts: short coded statements that scan, measurement and declaration make true, each with its reasons.

Checklists, scenarios and measures refer to facts by these codes. The codes follow the legal corpus of the toolkit;
none of them is a legal conclusion.
"""

from enum import StrEnum

from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.reasons import Reason


class FactCode(StrEnum):
    """Every fact there is. Those in the last block speak for a lower risk."""

    DIRECT_IDENTIFIER = "direct-identifier"
    PERSISTENT_IDENTIFIER = "persistent-identifier"
    WEAK_PSEUDONYM = "weak-pseudonym"
    SINGLED_OUT = "singled-out"
    SMALL_CLASSES = "small-classes"
    SMALL_COUNTS = "small-counts"
    UNIFORM_SENSITIVE_GROUP = "uniform-sensitive-group"
    FINE_LOCATION = "fine-location"
    FINE_TIME = "fine-time"
    TRACE = "trace"
    LOAD_CURVE = "load-curve"
    HOME_INFERABLE = "home-inferable"
    BIOMETRIC = "biometric"
    SENSITIVE_CATEGORY = "sensitive-category"
    SENSITIVE_PLACE = "sensitive-place"
    CHILDREN = "children"
    VULNERABLE_PEOPLE = "vulnerable-people"
    COMMUNICATIONS_METADATA = "communications-metadata"
    FREE_TEXT = "free-text"
    SCORING = "scoring"
    SECRETS = "secrets"
    HIDDEN_PERSONAL_DATA = "hidden-personal-data"
    TRAINING_SET = "training-set"
    LINKED = "linked"
    LARGE_SCALE = "large-scale"
    COLUMN_WITHOUT_PURPOSE = "column-without-purpose"
    STALE_RECORDS = "stale-records"
    NO_RETENTION = "no-retention"
    NO_LEGAL_BASIS = "no-legal-basis"
    NO_NOTICE = "no-notice"
    NO_OWNER = "no-owner"
    OUTSIDE_RECIPIENTS = "outside-recipients"
    POLICE_RECIPIENT = "police-recipient"
    RECIPIENT_ABROAD = "recipient-abroad"
    POOR_QUALITY = "poor-quality"
    NOT_ENCRYPTED = "not-encrypted"
    OPEN_RELEASE = "open-release"
    PUBLIC_SPACE = "public-space"
    AUTOMATED_DECISIONS = "automated-decisions"

    LARGE_ENOUGH_CLASSES = "large-enough-classes"
    AGGREGATED = "aggregated"
    KEYED_PSEUDONYMS = "keyed-pseudonyms"
    COARSENED = "coarsened"
    SYNTHETIC = "synthetic"
    ENCRYPTED = "encrypted"
    NO_PERSONAL_DATA = "no-personal-data"


class Fact(Frozen):
    """One fact that holds here, with what made it hold."""

    code: FactCode
    because: tuple[Reason, ...]
