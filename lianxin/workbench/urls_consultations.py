"""联络员名册、征求意见的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.consultations import officers, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("officers/", officers.officers, name="officers"),
    path("officers/export.<slug:ext>", officers.officers_export, name="officers_export"),
    path("officers/new/", officers.officer_new, name="officer_new"),
    path("officers/<int:pk>/leave/", officers.officer_leave, name="officer_leave"),
    path("consultations/", pages.consultations, name="consultations"),
    path(
        "consultations/export.<slug:ext>", pages.consultations_export, name="consultations_export"
    ),
    path("consultations/new/", pages.consultation_new, name="consultation_new"),
    path("consultations/<int:pk>/", pages.consultation, name="consultation"),
    path(
        "consultations/<int:pk>/export.<slug:ext>",
        pages.consultation_export,
        name="consultation_export",
    ),
    path("consultations/<int:pk>/result/", pages.consultation_result, name="consultation_result"),
    path(
        "consultations/<int:pk>/asks/<int:ask>/",
        pages.consultation_answer,
        name="consultation_answer",
    ),
]
