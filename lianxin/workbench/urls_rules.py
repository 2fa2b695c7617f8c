"""规章制度汇编的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import rules

urlpatterns: list[URLPattern | URLResolver] = [
    path("", rules.rule_list, name="rules"),
    path("export.<slug:ext>", rules.rules_export, name="rules_export"),
    path("counts.<slug:ext>", rules.rules_counted, name="rules_counted"),
    path("new/", rules.rule_new, name="rule_new"),
    path("categories/", rules.rule_categories_page, name="rule_categories"),
    path("<int:pk>/", rules.rule, name="rule"),
    path("<int:pk>/edit/", rules.rule_edit, name="rule_edit"),
    path("<int:pk>/do/<slug:act>/", rules.rule_act, name="rule_act"),
]
