"""The conclusions of the example: reasons, scenarios, rights, measures."""

from pia_toolkit.domain.assessment import (
    Assessment,
    Decision,
    Origin,
    Outcome,
    Rating,
    RightsCheck,
    RightsState,
    Scenario,
)
from pia_toolkit.domain.conditions import Condition
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.frozen import LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Due, Effort, Heading, Mitigation, Owner, Plan, Recommendation
from pia_toolkit.domain.reasons import Reason, ReasonKind

SINGLED_OUT = Reason(
    kind=ReasonKind.MEASUREMENT,
    ref="trips/uniques",
    says="singled-out-person",
    values={
        "table": "trips",
        "units": 246,
        "total": 2048,
        "share": "12 %",
        "columns": "start_time, start_place, birth_year",
    },
)
SMALL = SINGLED_OUT.model_copy(
    update={
        "says": "small-classes-person",
        "ref": "trips/at-risk",
        "values": {**SINGLED_OUT.values, "units": 840, "share": "41 %", "floor": 5, "accepted": "5 %"},
    }
)
NAME_COLUMN = Reason(
    kind=ReasonKind.FINDING,
    ref="subscribers/full_name",
    says="column-is",
    values={"column": "full_name", "table": "subscribers", "category": "person-name"},
)
CARD_COLUMN = NAME_COLUMN.model_copy(
    update={"ref": "trips/card_id", "values": {"column": "card_id", "table": "trips", "category": "card-id"}}
)
NO_BODY = Reason(kind=ReasonKind.ANSWER, ref="un-77-211/oversight-body", says="answered-no")
HAS_BASIS = Reason(kind=ReasonKind.ANSWER, ref="un-77-211/legal-basis", says="answered-yes")
OPEN = Reason(kind=ReasonKind.ANSWER, ref="un-habitat-2-1/governance-decision", says="answered-unanswered")


def scenario(id_: str, titles: tuple[str, str], before: tuple[Level, Level], after: tuple[Level, Level]) -> Scenario:
    because = (SINGLED_OUT, CARD_COLUMN)
    return Scenario(
        id=id_,
        title=LocalText({"en": titles[0], "zh": titles[1]}),
        harm=LocalText(
            {
                "en": "Who is followed can be found at home, robbed, stalked or judged for where they go.",
                "zh": "被跟踪的人可能在家中被找到、被盗窃、被骚扰，或因去过的地方而受到评判。",
            }
        ),
        affected=LocalText({"en": "Subscribers, women and children above all.", "zh": "用户，尤其是妇女和儿童。"}),
        origin=Origin.DESIGN_CHOICE if before[0] >= Level.SIGNIFICANT else Origin.ACCIDENT_OR_UNLAWFUL_EVENT,
        provisions=("77/211:7(o)", "77/211:PP20"),
        inherent=Rating(
            likelihood=before[0],
            severity=before[1],
            likelihood_because=because,
            severity_because=(NAME_COLUMN,),
        ),
        residual=Rating(likelihood=after[0], severity=after[1], likelihood_because=(HAS_BASIS,)),
    )


def scenarios() -> tuple[Scenario, ...]:
    low, limited, significant, maximum = Level
    return (
        scenario(
            "re-identification",
            ("Somebody recognises a person in the published trips", "有人从公布的行程中认出某人"),
            (maximum, significant),
            (limited, significant),
        ),
        scenario(
            "stalking",
            ("Somebody learns where a person lives and when they are out", "有人得知某人的住处和外出时间"),
            (significant, maximum),
            (limited, maximum),
        ),
        scenario(
            "linkage",
            ("Trips are joined with another data set", "行程与其他数据集合并"),
            (maximum, significant),
            (limited, significant),
        ),
        scenario(
            "data-breach",
            ("Names and addresses are stolen", "姓名和地址被盗"),
            (limited, significant),
            (low, significant),
        ),
        scenario(
            "function-creep",
            ("The data are used to watch people", "数据被用来监视人"),
            (significant, significant),
            (significant, significant),
        ),
        scenario(
            "wrong-data",
            ("Somebody is billed for trips of another", "有人因他人的行程被收费"),
            (limited, limited),
            (low, limited),
        ),
        scenario(
            "no-redress",
            ("Nobody can find out or object", "无人能够查明或反对"),
            (significant, limited),
            (limited, limited),
        ),
    )


def measure(
    id_: str, heading: Heading, titles: tuple[str, str], due: Due, *, condition: bool = False
) -> Recommendation:
    return Recommendation(
        mitigation=Mitigation(
            id=id_,
            heading=heading,
            title=LocalText({"en": titles[0], "zh": titles[1]}),
            text=LocalText(
                {
                    "en": "Do it before the first file leaves the department. Write down how it was done.",
                    "zh": "在第一份文件离开部门之前完成，并写明做法。",
                }
            ),
            check=LocalText(
                {"en": "A new scan of the file no longer shows it.", "zh": "重新扫描文件，不再发现该情况。"}
            ),
            owner=Owner.PROJECT if heading is Heading.MINIMISATION else Owner.DPO,
            effort=Effort.DAYS,
            due=due,
            provisions=("77/211:8(c)", "2/1:1(d)"),
            advised_if=Condition(always=True),
        ),
        because=(SMALL, NAME_COLUMN) if heading is Heading.MINIMISATION else (NO_BODY,),
        columns=("subscribers/full_name",) if id_ == "drop-names" else (),
        condition_of_approval=condition,
    )


def plan() -> Plan:
    less, law = Heading.MINIMISATION, Heading.RIGHTS_OF_PEOPLE
    return Plan(
        recommendations=(
            measure(
                "drop-names",
                less,
                ("Drop names and e-mail addresses", "删除姓名和电子邮件地址"),
                Due.BEFORE_TENDER,
                condition=True,
            ),
            measure(
                "coarsen-places",
                less,
                ("Round places to about 100 m", "把地点取整到约 100 米"),
                Due.BEFORE_TENDER,
                condition=True,
            ),
            measure(
                "coarsen-times",
                less,
                ("Round times to a quarter of an hour", "把时间取整到一刻钟"),
                Due.BEFORE_TENDER,
            ),
            measure(
                "encrypt",
                Heading.SECURITY,
                ("Encrypt the data at rest", "对存储的数据加密"),
                Due.BEFORE_START,
            ),
            measure("complaints", law, ("Open a channel for complaints", "开设投诉渠道"), Due.BEFORE_START),
            measure(
                "independent-body",
                Heading.OVERSIGHT,
                ("Name an independent body", "指定独立机构"),
                Due.BEFORE_CONTRACT,
                condition=True,
            ),
            measure(
                "public-entry",
                Heading.TRANSPARENCY,
                ("Publish a register entry", "公布登记条目"),
                Due.WITHIN_A_YEAR,
            ),
        )
    )


def assessment() -> Assessment:
    def check(provision: str, checklist: str, section: str, state: RightsState, *because: Reason) -> RightsCheck:
        return RightsCheck(
            provision=provision,
            checklist=checklist,
            title=section,
            state=state,
            because=because,
            evidenced=state is RightsState.CONSISTENT,
        )

    return Assessment(
        facts=(
            Fact(code=FactCode.SINGLED_OUT, because=(SINGLED_OUT,)),
            Fact(code=FactCode.DIRECT_IDENTIFIER, because=(NAME_COLUMN,)),
        ),
        scenarios=scenarios(),
        rights=(
            check("77/211:PP20", "un-77-211", "metadata", RightsState.NOT_APPLICABLE),
            check("77/211:1", "un-77-211", "interference", RightsState.PARTLY, SMALL),
            check("77/211:4", "un-77-211", "legality", RightsState.CONSISTENT, HAS_BASIS),
            check("77/211:7(e)", "un-77-211", "oversight", RightsState.FALLS_SHORT, NO_BODY),
            check("77/211:8(c)", "un-77-211", "safeguards", RightsState.UNKNOWN),
            check("2/1:1(a)", "un-habitat-2-1", "participation", RightsState.UNKNOWN),
            check("2/1:1(d)", "un-habitat-2-1", "governance", RightsState.UNKNOWN, OPEN),
        ),
        outcome=Outcome(decision=Decision.APPROVE_WITH_CONDITIONS, because=(SMALL, NO_BODY)),
        unanswered=12,
    )
