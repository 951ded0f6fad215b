"""The checklists and answers of the example, in English and Chinese."""

from datetime import UTC, datetime

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist, Question, Section

MOMENT = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
TEXTS = {
    "en": {
        "title": "Shared bicycles: trips and subscribers",
        "summary": "The transport department wants to publish trips of the shared bicycles.",
        "un": "The right to privacy in the digital age",
        "habitat": "People-centred smart cities",
        "right": "No arbitrary or unlawful interference",
        "basis": "Legality, necessity, proportionality",
        "oversight": "Independent oversight",
        "safeguards": "Safeguards and purpose",
        "metadata": "Metadata in aggregate",
        "inclusion": "Fair participation",
        "governance": "Data governance and privacy",
        "gist": "What the provision asks, in plain words.",
        "question": "Is there a specific, published legal basis that covers this collection?",
        "need": "Was it shown that the aim cannot be met with fewer columns or coarser data?",
        "body": "Does a body independent of the project have the power to inspect this collection?",
        "owner": "Does a decision name owner, purposes, sharing rules and retention?",
        "note": "By-law 12 of 2024, article 3; the purpose “route planning” is named there.",
    },
    "zh": {
        "title": "共享单车：行程和用户",
        "summary": "交通部门拟公布共享单车的行程，用于路线规划。",
        "un": "数字时代的隐私权",
        "habitat": "以人为本的智慧城市",
        "right": "不受任意或非法干涉",
        "basis": "合法性、必要性、相称性",
        "oversight": "独立监督",
        "safeguards": "保障措施和目的",
        "metadata": "汇总后的元数据",
        "inclusion": "公平参与",
        "governance": "数据治理和隐私",
        "gist": "用浅显的话说明该条款的要求。",
        "question": "是否有具体、公开的法律依据涵盖这项收集？",
        "need": "是否说明了用较少的列或较粗的数据不能达到目的？",
        "body": "是否有独立于项目的机构有权检查这项收集？",
        "owner": "是否有决定指明负责人、目的、共享规则和保存期限？",
        "note": "2024 年第 12 号条例第 3 条；其中写明目的为“路线规划”。",
    },
}


def question(text: str, id_: str, provision: str) -> Question:
    return Question(id=id_, text=text, help="…", evidence_wanted="…", provision=provision)


def checklists(language: str) -> tuple[Checklist, ...]:
    text = TEXTS[language]

    def section(id_: str, key: str, provision: str, *questions: Question) -> Section:
        return Section(id=id_, title=text[key], gist=text["gist"], provision=provision, questions=questions)

    return (
        Checklist(
            id="un-77-211",
            version="1.0",
            language=language,
            instrument="A/RES/77/211",
            title=text["un"],
            intro="…",
            sections=(
                section("metadata", "metadata", "77/211:PP20"),
                section("interference", "right", "77/211:1"),
                section(
                    "legality",
                    "basis",
                    "77/211:4",
                    question(text["question"], "legal-basis", "77/211:4"),
                    question(text["need"], "necessity", "77/211:4"),
                ),
                section(
                    "oversight",
                    "oversight",
                    "77/211:7(e)",
                    question(text["body"], "oversight-body", "77/211:7(e)"),
                ),
                section("safeguards", "safeguards", "77/211:8(c)"),
            ),
        ),
        Checklist(
            id="un-habitat-2-1",
            version="1.0",
            language=language,
            instrument="HSP/HA.2/Res.1",
            title=text["habitat"],
            intro="…",
            sections=(
                section("participation", "inclusion", "2/1:1(a)"),
                section(
                    "governance",
                    "governance",
                    "2/1:1(d)",
                    question(text["owner"], "governance-decision", "2/1:1(d)"),
                ),
            ),
        ),
    )


def answers(language: str) -> Answers:
    return Answers(
        checklists=(
            ChecklistAnswers(
                checklist="un-77-211",
                version="1.0",
                answers=(
                    Answer(
                        question="legal-basis",
                        value=Value.YES,
                        note=TEXTS[language]["note"],
                        evidence="by-law-12.pdf",
                        author="M. Okafor",
                        at=MOMENT,
                        suggested=Value.NO,
                    ),
                    Answer(question="oversight-body", value=Value.NO, author="M. Okafor", at=MOMENT),
                ),
                skipped=("necessity",),
            ),
        )
    )
