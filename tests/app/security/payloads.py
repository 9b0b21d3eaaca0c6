"""What people type who want more than to be read: every one of them is text and is shown as typed."""

EVIL = "evil.example"

PAYLOADS = {
    "script": f"<script src=//{EVIL}/x.js></script>",
    "closing script": "</script><script>alert(1)</script>",
    "image": f"<img src=//{EVIL}/x onerror=alert(1)>",
    "svg": "<svg onload=alert(1)><script>1</script></svg>",
    "frame": f'<iframe src="//{EVIL}"></iframe>',
    "object": f'<object data="//{EVIL}/x.swf"></object>',
    "style": f"<style>@import url(//{EVIL}/x.css)</style>",
    "link": f'<link rel=stylesheet href="//{EVIL}/x.css">',
    "base": f'<base href="//{EVIL}/">',
    "anchor": '<a href="javascript:alert(1)">x</a>',
    "address": "javascript:alert(document.domain)",
    "attribute": '" autofocus onfocus=alert(1) x="',
    "single attribute": "' onmouseover='alert(1)",
    "textarea": "</textarea><b onclick=alert(1)>b</b>",
    "title": "</title><h1 onclick=alert(1)>h</h1>",
    "comment": "--><u onclick=alert(1)>u</u><!--",
    "css": f"}} * {{ background: url(//{EVIL}/x) }}",
    "css expression": "width: expression(alert(1))",
    "jinja": "{{ 191 * 7 }} {% for x in [1] %}loop{% endfor %}",
    "jinja insides": "{{ config.SECRET_KEY }} {{ ''.__class__.__mro__ }}",
    "percent": "100%(name)s %s %d %(x)r 50% 5%%",
    "braces": "{0} {name!r} ${7*7} #{7*7}",
    "formula": "=cmd|' /C calc'!A0",
    "hyperlink": f'=HYPERLINK("http://{EVIL}","x")',
    "plus": "+1+1",
    "at": "@SUM(1+1)",
    "path": "../../../../etc/passwd",
    "right to left": "\u202etxt.exe\u202c \u200f\u2066",
    "entities": "&lt;b&gt; &amp;#x3c; &#60;script&#62;",
    "astral": "𠮷野家 👩‍👩‍👧 café é",
    "sql": "'; DROP TABLE organisations; --",
    "header": "x\r\nSet-Cookie: stolen=1\r\n\r\n<b>",
}
"""By what they try."""

INVISIBLE = "a\x00b\x08c\x1bd\ufffee"
"""Signs that no file format can hold; what remains of it is `abcde`."""

ENDLESS = "长" * 10_000
