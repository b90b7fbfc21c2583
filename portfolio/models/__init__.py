"""The tables. Importing this package registers all of them with `metadata`."""

from portfolio.models.base import metadata
from portfolio.models.briefing import Briefing, BriefingState, StoredFile
from portfolio.models.diary import DiaryEntry, DiaryState
from portfolio.models.evaluation import Assessment, CriterionLevel, Evaluation, ScoreSnapshot
from portfolio.models.history import HistoryEntry
from portfolio.models.house import House, Sending
from portfolio.models.importing import ImportDraft
from portfolio.models.mail import MailState, OutgoingMail
from portfolio.models.person import Membership, PasswordLink, Person, SignIn, SignInAttempt
from portfolio.models.project import Funding, OccupationShare, Project, ProjectPartner, Sector, StopCriterion
from portfolio.models.resilience import ResilienceRun
from portfolio.models.scenario import HouseScenario
from portfolio.models.signal import Signal, SignalFeed, SignalOrigin, SignalRun, SignalState

__all__ = [
    "Assessment",
    "Briefing",
    "BriefingState",
    "CriterionLevel",
    "DiaryEntry",
    "DiaryState",
    "Evaluation",
    "Funding",
    "HistoryEntry",
    "House",
    "HouseScenario",
    "ImportDraft",
    "MailState",
    "Membership",
    "OccupationShare",
    "OutgoingMail",
    "PasswordLink",
    "Person",
    "Project",
    "ProjectPartner",
    "ResilienceRun",
    "ScoreSnapshot",
    "Sector",
    "Sending",
    "SignIn",
    "SignInAttempt",
    "Signal",
    "SignalFeed",
    "SignalOrigin",
    "SignalRun",
    "SignalState",
    "StopCriterion",
    "StoredFile",
    "metadata",
]
