"""问卷的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.surveys import asking, lists, page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.surveys, name="surveys"),
    path("export.<slug:ext>", lists.surveys_export, name="surveys_export"),
    path("new/", lists.survey_new, name="survey_new"),
    path("<int:pk>/", page.survey, name="survey"),
    path("<int:pk>/edit/", lists.survey_edit, name="survey_edit"),
    path("<int:pk>/questions/new/", asking.question, name="survey_question_new"),
    path("<int:pk>/questions/<int:question>/", asking.question, name="survey_question"),
    path("<int:pk>/paper/", asking.paper, name="survey_paper"),
    path("<int:pk>/texts/", page.survey_texts, name="survey_texts"),
    path(
        "<int:pk>/texts/<int:question>/export.<slug:ext>",
        page.survey_texts_export,
        name="survey_texts_export",
    ),
    path("<int:pk>/export.<slug:ext>", page.survey_export, name="survey_export"),
    path("<int:pk>/cross/<int:question>/export.<slug:ext>", page.survey_cross, name="survey_cross"),
    path("<int:pk>/replies/export.<slug:ext>", page.survey_replies, name="survey_replies"),
    path("<int:pk>/slips/export.<slug:ext>", page.survey_slips, name="survey_slips"),
]
