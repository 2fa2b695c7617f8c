"""调研的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.research import acts, pages

_TASK = "<int:pk>/tasks/<int:task>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.research_list, name="research"),
    path("export.<slug:ext>", pages.research_export, name="research_export"),
    path("practice/export.<slug:ext>", pages.research_practice, name="research_practice"),
    path("new/", acts.research_new, name="research_new"),
    path("<int:pk>/", pages.research, name="research_one"),
    path("<int:pk>/act/", acts.research_act, name="research_act"),
    path("<int:pk>/assign/", acts.research_assign, name="research_assign"),
    path("<int:pk>/cutoff/", acts.research_cutoff, name="research_cutoff"),
    path("<int:pk>/report/", acts.research_report, name="research_report"),
    path("<int:pk>/tasks/export.<slug:ext>", pages.research_groups, name="research_groups"),
    path("<int:pk>/problems/export.<slug:ext>", pages.research_problems, name="research_problems"),
    path(_TASK, pages.research_task, name="research_task"),
    path(f"{_TASK}export.<slug:ext>", pages.research_targets, name="research_targets"),
    path(f"{_TASK}targets/", acts.research_list_targets, name="research_list_targets"),
    path(f"{_TASK}drop/", acts.research_drop, name="research_drop"),
    path(f"{_TASK}visit/", acts.research_visit, name="research_visit"),
]
