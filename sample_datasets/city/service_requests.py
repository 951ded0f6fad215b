"""Service requests: what people ask of the city, in English and in Chinese."""

import numpy as np
import polars as pl

from city import places, wording
from city.clock import spread, timestamps
from city.draws import Draws, choose, digits, join, take
from city.identifiers import ibans, plates
from city.people import are_chinese, han_people, people
from city.places import addresses
from city.table import CsvStyle, Table

_DAYS = 180
_REQUESTS_PER_PERSON = 1.25
_CHINESE_TEXTS = 0.7
_WITHOUT_NAME = 0.06


def _make(draws: Draws) -> pl.DataFrame:
    person = draws.below("person", max(1, int(draws.total / _REQUESTS_PER_PERSON)))
    applicants = draws.of(person)
    applicant, home = people(applicants), addresses(applicants, "home")
    writes_chinese = are_chinese(applicants) & applicants.chance("writes chinese", _CHINESE_TEXTS)
    named = ~draws.chance("without name", _WITHOUT_NAME)
    category = draws.below("category", len(wording.categories("en")))
    account = ibans(applicants)
    words = _words(draws) | {
        "name": applicant.names,
        "phone": applicant.phones,
        "email": applicant.emails,
        "iban": account,
        "other": people(draws.of(draws.keys + draws.total)).names,
    }
    english = wording.texts(draws, "en", category, words | {"street": take(places.STREETS, home.street)})
    chinese = wording.texts(draws, "zh", category, words | {"street": take(places.HAN_STREETS, home.street)})
    return pl.DataFrame(
        {
            "Request ID": join("SR-2025-", digits(draws.keys + 1, 7)),
            "Created At": timestamps(spread(draws, _DAYS)),
            "Category": take(wording.categories("en"), category),
            "Status": draws.pick("status", ("closed", "in progress", "open", "rejected"), (6, 2, 1, 1)),
            "Applicant Name": choose(named, applicant.names, None),
            "Phone": choose(named & applicants.chance("has phone", 0.8), applicant.phones, None),
            "E-mail": choose(named & applicants.chance("has mail", 0.9), applicant.emails, None),
            "Street Address": home.lines(),
            "Postcode": home.postcodes(),
            "Latitude": home.latitudes(6),
            "Longitude": home.longitudes(6),
            "Description": choose(writes_chinese, chinese, english),
            "Refund IBAN": choose(draws.chance("refund", 0.12), account, None),
            "Channel": draws.pick("channel", ("app", "web", "phone", "e-mail", "counter"), (4, 3, 2, 1, 1)),
        }
    )


def _make_chinese(draws: Draws) -> pl.DataFrame:
    person = draws.below("person", max(1, int(draws.total / _REQUESTS_PER_PERSON)))
    applicants = draws.of(person)
    applicant, home = han_people(applicants), addresses(applicants, "home")
    category = draws.below("category", len(wording.categories("zh")))
    words = _words(draws) | {
        "name": applicant.names,
        "phone": applicant.phones,
        "email": applicant.emails,
        "iban": ibans(applicants),
        "other": han_people(draws.of(draws.keys + draws.total)).names,
        "street": take(places.HAN_STREETS, home.street),
    }
    return pl.DataFrame(
        {
            "工单编号": join("GD", digits(draws.keys + 202500001, 9)),
            "提交时间": timestamps(spread(draws, _DAYS)),
            "事项类别": take(wording.categories("zh"), category),
            "办理状态": draws.pick("status", ("已办结", "办理中", "待受理", "不予受理"), (6, 2, 1, 1)),
            "申请人": applicant.names,
            "性别": applicants.pick("sex", ("男", "女")),
            "出生年份": np.rint(1978 + 17 * applicants.bell("born")).astype(np.int64).clip(1932, 2006),
            "联系电话": applicant.phones,
            "电子邮箱": choose(applicants.chance("has mail", 0.6), applicant.emails, None),
            "住址": home.han_lines(),
            "纬度": home.latitudes(6),
            "经度": home.longitudes(6),
            "诉求内容": wording.texts(draws, "zh", category, words),
            "来源渠道": draws.pick("channel", ("小程序", "热线电话", "网站", "窗口"), (5, 3, 2, 1)),
        }
    )


def _words(draws: Draws) -> dict[str, pl.Series]:
    """Return what fills the texts and has nothing to do with the applicant."""
    return {
        "house": digits(draws.between("text house", 1, places.HOUSES_PER_STREET), 1),
        "count": digits(draws.between("count", 2, 48), 1),
        "days": digits(draws.between("days", 2, 60), 1),
        "post": digits(draws.between("post", 100, 9999), 1),
        "plate": plates(draws),
    }


TABLE = Table("service-requests", 500, _make, csv=CsvStyle(datetime="%d/%m/%Y %H:%M"))
CHINESE_TABLE = Table(
    "service-requests-zh", 400, _make_chinese, csv=CsvStyle(datetime="%Y年%-m月%-d日 %H:%M", bom=True)
)
