"""安排的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.programmes import acts, counts, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.programmes, name="programmes"),
    path("export.<slug:ext>", pages.programmes_export, name="programmes_export"),
    path("new/", acts.programme_new, name="programme_new"),
    path("pass/", acts.tasks_pass, name="tasks_pass"),
    path("tags/", counts.tags, name="programme_tags"),
    path("tags/export.<slug:ext>", counts.tags_export, name="programme_tags_export"),
    path("matrix/", counts.matrix, name="programme_matrix"),
    path("matrix/export.<slug:ext>", counts.matrix_export, name="programme_matrix_export"),
    path("<int:pk>/", pages.programme, name="programme"),
    path("<int:pk>/export.<slug:ext>", pages.programme_export, name="programme_export"),
    path("<int:pk>/edit/", acts.programme_edit, name="programme_edit"),
    path("<int:pk>/dates/", acts.programme_dates, name="programme_dates"),
    path("<int:pk>/publish/", acts.programme_publish, name="programme_publish"),
    path("<int:pk>/close/", acts.programme_close, name="programme_close"),
    path("<int:pk>/drop/", acts.programme_drop, name="programme_drop"),
    path("<int:pk>/claim/", acts.programme_claim, name="programme_claim"),
    path("<int:pk>/assign/", acts.programme_assign, name="programme_assign"),
    path("<int:pk>/tasks/<int:task>/drop/", acts.task_drop, name="task_drop"),
    path("<int:pk>/live/", pages.programme_live, name="programme_live"),
    path("<int:pk>/bodies.<slug:ext>", pages.programme_bodies, name="programme_bodies"),
    path("<int:pk>/gaps/", counts.programme_gaps, name="programme_gaps"),
    path(
        "<int:pk>/gaps/export.<slug:ext>",
        counts.programme_gaps_export,
        name="programme_gaps_export",
    ),
    path("<int:pk>/leaders/", counts.programme_leaders, name="programme_leaders"),
    path(
        "<int:pk>/leaders/export.<slug:ext>",
        counts.programme_leaders_export,
        name="programme_leaders_export",
    ),
    path("<int:pk>/summary/", counts.programme_summary, name="programme_summary"),
]
