"""公众门户的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.portal.web import (
    about,
    articles,
    attached,
    deputies,
    home,
    matters,
    numbers,
    receipts,
    scan,
    stations,
    steps,
    verify,
)

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("s/<str:code>", scan.scan, name="scan"),
    path("s/<str:code>/", scan.scan),
    path("say/", scan.say, name="say"),
    path("similar/<int:jurisdiction>/", scan.similar, name="similar"),
    path("r/", receipts.find, name="receipt_find"),
    path("r/close/", receipts.close, name="receipt_close"),
    path("r/<str:receipt_no>/", receipts.receipt, name="receipt"),
    path("r/<str:receipt_no>/issued/", receipts.issued, name="issued"),
    path("r/<str:receipt_no>/proof.json", receipts.proof, name="proof"),
    path("r/<str:receipt_no>/add/", steps.add, name="receipt_add"),
    path("r/<str:receipt_no>/do/<slug:verb>/", steps.step, name="receipt_step"),
    path("r/<str:receipt_no>/files/<uuid:pk>/", attached.receipt_file, name="receipt_file"),
    path(
        "r/<str:receipt_no>/files/<uuid:pk>/small/",
        attached.receipt_thumbnail,
        name="receipt_thumbnail",
    ),
    path("matters/", matters.matters, name="matters"),
    path("matters/<str:number>/", matters.matter, name="matter"),
    path("matters/<str:number>/join/", matters.join, name="matter_join"),
    path("stations/", stations.stations, name="stations"),
    path("stations/<int:pk>/", stations.station, name="station"),
    path("stations/<int:pk>/board/", stations.board, name="board"),
    path("stations/<int:pk>/posting.pdf", stations.posting, name="posting"),
    path("deputies/", deputies.deputies, name="deputies"),
    path("deputies/<int:pk>/", deputies.deputy, name="deputy"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("articles/<int:article>/files/<uuid:pk>/", attached.article_file, name="article_file"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/<str:key>/", numbers.number, name="number"),
    path("verify/", verify.verify, name="verify"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/counting/", about.counting, name="counting"),
    path("preferences/", about.preferences, name="preferences"),
]
