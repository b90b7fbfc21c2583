"""Projects as forms send them and pages show them, for tests of both."""

import re

TOKEN = re.compile(r'(name="csrf_token"[^>]*value="|X-CSRFToken": ")[^"]+')
FULL = {
    "name": "Lagerbroen",
    "summary": "Ledige bliver truckførere.",
    "horizon_year": 2037,
    "occupations": {"8344": 6000, "9112": 4000},
    "budget_minor": 450_000_050,
    "partners": [{"name": "Kirkens Korshær", "sector": "civil_society"}],
    "stop_criteria": ["Færre end fem deltagere"],
}
FORM = {
    "do": "save",
    "name": "Havneskolen",
    "stage": "idea",
    "response_years": "2",
    "uncertainty": "medium",
    "funding": "grant",
    "currency": "DKK",
    "lead_id": "",
}


def names_in(page):
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', page.text)


def index(client, query=""):
    answer = client.get(f"/houses/fjord/projects/{query}")
    assert answer.status_code == 200
    return answer


def bare(page):
    """A page without what differs from one answer to the next."""
    return TOKEN.sub("", page.text)


def filled_in(html):
    """What a browser would send from a page's project form, unchanged."""
    import html as entities

    form = html[html.index('id="project-form"') :]
    data = {"do": "save"}
    for tag in re.findall(r"<input[^>]*>", form):
        facts = dict(re.findall(r'(\w+(?:-\w+)?)="([^"]*)"', tag))
        if facts.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        data.setdefault(facts["name"], []).append(entities.unescape(facts.get("value", "")))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        data[name] = [entities.unescape(text).strip()]
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        picked = re.search(r'<option selected value="([^"]*)"|<option value="([^"]*)" selected', options)
        data.setdefault(name, []).append(
            (picked[1] or picked[2] or "") if picked else re.search(r'value="([^"]*)"', options)[1]
        )
    return data
