"""公文与批示的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import annual, casepapers, instructions, papers
from lianxin.workbench.web.registers import codes

urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/", papers.papers, name="papers"),
    path("papers/export.<slug:ext>", papers.papers_export, name="papers_export"),
    path("papers/code/", papers.paper_code, name="paper_code"),
    path("papers/new/<slug:key>/", papers.paper_new, name="paper_new"),
    path("papers/annual/", annual.annual, name="annual"),
    path("papers/annual/<int:pk>/", annual.annual_run, name="annual_run"),
    path("papers/annual/<int:pk>/file/", annual.annual_file, name="annual_file"),
    path("papers/annual/export.<slug:ext>", annual.annual_export, name="annual_export"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/file.<slug:ext>", papers.paper_file, name="paper_file"),
    path("cases/<int:pk>/papers/<slug:key>/", casepapers.case_paper, name="case_paper"),
    path("instructions/", instructions.instructions, name="instructions"),
    path(
        "instructions/export.<slug:ext>",
        instructions.instructions_export,
        name="instructions_export",
    ),
    path("instructions/new/", instructions.instruction_new, name="instruction_new"),
    path("instructions/<int:pk>/", instructions.instruction, name="instruction"),
    path("stations/<int:pk>/posting.docx", codes.posting_word, name="station_posting_word"),
]
