"""建议办理的考评、反复提办、滚动续办、换领衔代表的网址。"""

from django.urls import path

from lianxin.workbench.web import exams, handing, rolling

urlpatterns = [
    path("cases/<int:pk>/hand-over/", handing.hand_over, name="hand_over"),
    path("exams/", exams.exams, name="exams"),
    path("exams/export.<slug:ext>", exams.exams_export, name="exams_export"),
    path("rolling/", rolling.rolling, name="rolling"),
    path("rolling/start/", rolling.rolling_start, name="rolling_start"),
    path("rolling/export.<slug:ext>", rolling.rolling_export, name="rolling_export"),
]
