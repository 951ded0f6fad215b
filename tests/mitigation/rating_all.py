"""How situations are rated in these tests: by every shipped scenario, as the pipeline does it."""

from pia_toolkit.assessment.remaining import remaining
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.resources import content_files, shipped

SCENARIOS, MEASURES = load_scenarios(), load_catalogue()
CHECKLISTS = tuple(
    read_model(path, Checklist)
    for path in content_files(shipped("checklists"))
    if path.name.count(".") == 1 and path.stem != "provisions"
)
rate_all = remaining(SCENARIOS)
