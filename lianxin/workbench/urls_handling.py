"""建议办理的考评、反复提办、滚动续办的网址。"""

from django.urls import path

from lianxin.workbench.web import exams

urlpatterns = [
    path("exams/", exams.exams, name="exams"),
    path("exams/export.<slug:ext>", exams.exams_export, name="exams_export"),
]
