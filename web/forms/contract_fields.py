"""The fields of a contract as a person fills them in: one list that the form, the document and the changes share.

Names are those of the document (`portfolio.finance.contract`), so that a mistake found there finds its field here.
"""

from portfolio.contract_words import better_when_word, ending_word, method_word, metric_kind_word, purse_word
from portfolio.finance.contract_parts import Ending, Method, Purse
from portfolio.finance.metric import Direction, Kind
from web.forms.contract_inputs import Cell, Field, Fold, Group, Rows, Section, Type
from web.languages import lazy as _l

_FROM, _TO = _l("From the day"), _l("Until the day")
_DAY, _MONEY, _WHOLE, _PERCENT = Type.DAY, Type.MONEY, Type.WHOLE, Type.PERCENT

BASICS = (
    Cell("name", _l("Name of the contract"), needed=True),
    Cell("currency", _l("Currency"), _l("Three letters, such as DKK; it stays for good."), needed=True),
    Cell("signed", _l("Signed"), _l("No price can hold from an earlier day."), _DAY, needed=True),
    Cell("service_from", _l("Service begins"), "", _DAY, needed=True),
    Cell("service_to", _l("Service ends"), "", _DAY, needed=True),
    Cell("repayment_to", _l("Results are paid until"), _l("What is measured later is not paid."), _DAY, needed=True),
    Cell("payment_days", _l("Days until due"), _l("From the verification on."), _WHOLE, default="30"),
    Cell("indigo_id", _l("Number in the INDIGO register"), _l("If the contract is listed there.")),
)

PARTIES = (
    Cell("commissioners", _l("Commissioners"), _l("Who orders the results, one a line."), Type.LINES),
    Cell("provider", _l("Provider"), _l("Who does the work.")),
    Cell("investors", _l("Investors"), _l("Who pays in beforehand, one a line."), Type.LINES),
    Cell("verifier", _l("Verifier"), _l("Who confirms results; neither the provider nor an investor.")),
    Rows(
        "payers",
        _l("Payers"),
        _l("Who pays for the results, and from whose purse; the shares add up to 100 per cent."),
        _l("Payer"),
        (
            Cell("name", _l("Name"), needed=True),
            Cell("purse", _l("Purse"), "", Type.CHOICE, "kommune", False, tuple(Purse), purse_word, True),
            Cell("share", _l("Share in per cent"), "", _PERCENT, needed=True),
        ),
        ("name",),
        needed=True,
    ),
)

PRICES = Rows(
    "prices",
    _l("Prices"),
    _l("What one result costs from a day on. Above a number of results another price may hold."),
    _l("Price"),
    (
        Cell("from", _FROM, "", _DAY, needed=True),
        Cell("to", _TO, "", _DAY),
        Cell("price", _l("Price"), "", _MONEY, needed=True),
        Cell("above", _l("Above how many"), "", _WHOLE),
        Cell("accelerated", _l("Price above that"), "", _MONEY),
    ),
    ("from",),
)

TABLE = Rows(
    "table",
    _l("Table"),
    _l("For steps, lines and bands of earnings: what is paid from a measured value on."),
    _l("Step"),
    (
        Cell("at", _l("From value"), "", Type.NUMBER, needed=True),
        Cell("to", _l("To value"), "", Type.NUMBER),
        Cell("pays", _l("Pays"), "", _MONEY, needed=True),
    ),
    ("at",),
)

METRIC = (
    Cell("id", _l("Short name"), _l("Used in files of results, such as job_12."), needed=True),
    Cell("name", _l("What is reached"), _l("As a reader understands it.")),
    Cell("kind", _l("How the result is paid"), "", Type.CHOICE, "unit_price", False, tuple(Kind), metric_kind_word),
    PRICES,
    Cell("after", _l("Only after"), _l("The short name of the result that the same person must have reached first.")),
    Cell("most_units", _l("At most in all"), _l("So many results are paid."), _WHOLE),
    Cell("most_units_per_person", _l("At most for one person"), _l("Blank is any number."), _WHOLE, "1", True),
    Cell("cap", _l("Cap of this result"), _l("The most that is paid for it in all."), _MONEY),
    Fold(
        _l("Definition, evidence and target"),
        (
            Cell("definition", _l("Definition"), _l("When exactly the result is there."), Type.LONG),
            Cell("evidence", _l("Evidence"), _l("What proves it.")),
            Cell("unit", _l("Unit"), _l("What is counted: person, day, village …")),
            Cell("direction", _l("Better when"), "", Type.CHOICE, "up", False, tuple(Direction), better_when_word),
            Cell("baseline", _l("Baseline"), "", Type.NUMBER),
            Cell("target", _l("Target"), "", Type.NUMBER),
            Cell("window_days", _l("Days from the start"), _l("A later result does not count."), _WHOLE),
            Cell("occupation", _l("Occupation"), _l("ISCO-08, four digits, for the risk of technology.")),
        ),
    ),
    Fold(
        _l("Steps, lines, guaranteed shares and reductions"),
        (
            TABLE,
            Cell("at_stake", _l("Amount at stake"), _l("For a guaranteed share."), _MONEY),
            Cell("guaranteed", _l("Guaranteed, in per cent"), _l("Paid in any case."), _PERCENT, "0"),
            Cell("extra", _l("Extra, in per cent"), _l("The most beyond the amount at stake."), _PERCENT, "0"),
            Cell("extra_after", _l("Extra only after"), _l("The short name of the result it depends on.")),
            Cell("each_cohort", _l("Reduction in a cohort, in per cent"), _l("From which it pays."), _PERCENT),
            Cell("pooled", _l("Reduction in all cohorts, in per cent"), _l("Pays all when reached."), _PERCENT),
            Cell("clawback", _l("A lower later figure is paid back"), "", Type.YES),
        ),
    ),
)

COHORT = (
    Cell("id", _l("Short name"), _l("Such as 1; used in files of results."), needed=True),
    Cell("name", _l("Name")),
    Cell("planned", _l("People planned"), "", _WHOLE, needed=True),
    Cell("started", _l("People started"), "", _WHOLE),
    Cell("from", _l("Entry from"), "", _DAY),
    Cell("to", _l("Entry to"), "", _DAY),
    Group(
        "counterfactual",
        _l("What it is measured against"),
        _l("What would have happened otherwise; frozen before the first payment."),
        (
            Cell("method", _l("Method"), "", Type.CHOICE, "", False, tuple(Method), method_word),
            Cell("value", _l("Value"), _l("A rate is a fraction, such as 0.31."), Type.NUMBER),
            Cell("frozen_on", _l("Frozen on"), "", _DAY),
            Cell("source", _l("Source")),
        ),
    ),
)

LIMITS = (
    Cell("cap", _l("Cap of the contract"), _l("The most that is paid in all."), _MONEY),
    Cell("cap_per_person", _l("Cap for one person"), _l("The most that is paid for one person."), _MONEY),
    Rows(
        "fees",
        _l("Fixed fees"),
        _l("Paid on the last day of each month, whatever the results."),
        _l("Fee"),
        (
            Cell("amount", _l("Amount a month"), "", _MONEY, needed=True),
            Cell("from", _FROM, "", _DAY, needed=True),
            Cell("to", _TO, "", _DAY, needed=True),
        ),
        ("from",),
    ),
    Group(
        "guarantee",
        _l("Guarantee"),
        _l("Somebody covers a share of the investors’ loss, up to an amount."),
        (
            Cell("guarantor", _l("Guarantor"), needed=True),
            Cell("maximum", _l("At most"), "", _MONEY, needed=True),
            Cell("share", _l("Share of the loss in per cent"), "", _PERCENT, "100"),
            Cell("drawn", _l("Paid in by investors"), "", _MONEY, needed=True),
        ),
    ),
    Rows(
        "index",
        _l("Price index"),
        _l("Prices follow it; they are those of its first year."),
        _l("Year"),
        (
            Cell("year", _l("Year"), "", _WHOLE, needed=True),
            Cell("value", _l("Index"), "", Type.NUMBER, needed=True),
        ),
        ("year",),
    ),
)

PLAN = Rows(
    "plan",
    _l("Expected results"),
    _l("The planned payments are computed from them."),
    _l("Expectation"),
    (
        Cell("by", _l("By"), "", _DAY, needed=True),
        Cell("metric", _l("Result"), "", needed=True),
        Cell("units", _l("How many"), "", Type.NUMBER, "1"),
        Cell("cohort", _l("Cohort")),
        Cell("value", _l("Measured value"), "", Type.NUMBER),
    ),
    ("by", "metric", "cohort"),
)

TERMINATION = Group(
    "termination",
    _l("Ended early"),
    _l("What is measured after the last day is not paid."),
    (
        Cell("last_day", _l("Last day"), "", _DAY, needed=True),
        Cell("kind", _l("Why it ended"), "", Type.CHOICE, "", False, tuple(Ending), ending_word, needed=True),
        Cell("reason", _l("Reason")),
    ),
)

METRICS = Rows(
    "metrics", _l("Results"), _l("Each result that is paid for, with its prices."), _l("Result"), METRIC, ("id",)
)
COHORTS = Rows("cohorts", _l("Cohorts"), _l("Numbers of people, never who they are."), _l("Cohort"), COHORT, ("id",))

SECTIONS = (
    Section("basics", _l("The contract"), BASICS),
    Section("parties", _l("Who takes part"), PARTIES),
    Section("results", _l("What is paid for"), (METRICS,)),
    Section("limits", _l("Caps, fees and guarantee"), LIMITS),
    Section("people", _l("Whom it is for"), (COHORTS,)),
    Section("plan-section", _l("The plan"), (PLAN,)),
    Section("end", _l("If it ends early"), (TERMINATION,)),
)
EVERY: tuple[Field, ...] = tuple(field for section in SECTIONS for field in section.fields)
