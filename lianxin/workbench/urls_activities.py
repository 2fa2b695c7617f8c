"""活动的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import activities, activityfigures, activitymore, activityrecord

urlpatterns: list[URLPattern | URLResolver] = [
    path("", activities.activities, name="activities"),
    path("export.<slug:ext>", activities.activities_export, name="activities_export"),
    path("record/", activityrecord.activity_record, name="activity_record"),
    path("plan/", activityrecord.activity_plan, name="activity_plan"),
    path("figures/", activityfigures.figures, name="activity_figures"),
    path(
        "figures/export.<slug:ext>",
        activityfigures.figures_export,
        name="activity_figures_export",
    ),
    path("modules/", activitymore.modules, name="activity_modules"),
    path("series/", activitymore.all_series, name="activity_all_series"),
    path("series/export.<slug:ext>", activitymore.series_export, name="activity_series_export"),
    path("series/new/", activitymore.series_new, name="activity_series_new"),
    path("series/<int:pk>/", activitymore.series, name="activity_series"),
    path(
        "series/<int:pk>/export.<slug:ext>",
        activitymore.sessions_export,
        name="activity_sessions_export",
    ),
    path("series/<int:pk>/end/", activitymore.series_end, name="activity_series_end"),
    path("<int:pk>/", activities.activity, name="activity"),
    path("<int:pk>/add/", activityrecord.activity_add, name="activity_add"),
    path("<int:pk>/announce/", activities.activity_announce, name="activity_announce"),
    path("<int:pk>/archive/", activities.activity_archive, name="activity_archive"),
    path("<int:pk>/cancel/", activities.activity_cancel, name="activity_cancel"),
    path("<int:pk>/summary/", activities.activity_summary, name="activity_summary"),
    path("<int:pk>/roster/", activitymore.activity_roster, name="activity_roster"),
    path("<int:pk>/look/", activitymore.activity_look, name="activity_look"),
    path("<int:pk>/sign/<int:person>/", activities.activity_sign, name="activity_sign"),
]
