"""The style sheet of the page: light, dark and on paper."""

STYLE = """
:root{color-scheme:light dark;--ground:#fff;--text:#1c2330;--muted:#5d6677;--line:#e1e4ea;
--r0:#2f6df6;--r1:#e07a2f;--r2:#009e73;--r3:#b5508f;--r4:#56a0c9;--r5:#8a8f99}
@media (prefers-color-scheme:dark){:root{--ground:#1c2028;--text:#e7eaf0;--muted:#97a1b3;--line:#2b313c;
--r0:#5b8dff;--r1:#f0935a;--r2:#35b987;--r3:#d884b8;--r4:#7cc3ea;--r5:#a9afba}}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 24px}
h1{font-size:24px;margin:0}h2{font-size:17px;margin:32px 0 8px}h3{font-size:15px;margin:20px 0 4px}
.small{color:var(--muted);font-size:13px;margin:2px 0}.notes{white-space:pre-wrap}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:5px 20px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th[scope=row]{color:var(--muted);font-weight:400;white-space:nowrap}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:16px}
figure{margin:0}figcaption{font-weight:600;margin-bottom:4px}svg{max-width:100%}
.charts svg text{font:12px system-ui,sans-serif;fill:var(--muted)}.grid{stroke:var(--line);fill:none}
.training,.validation{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}.validation{stroke-width:1}
.best{fill:var(--ground);stroke:currentColor;stroke-width:1.6}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:4px 0}.key svg{width:32px;height:8px;margin-right:8px}
.run0{color:var(--r0)}.run1{color:var(--r1)}.run2{color:var(--r2)}
.run3{color:var(--r3)}.run4{color:var(--r4)}.run5{color:var(--r5)}
.figure{background:#fff;border:1px solid var(--line);border-radius:8px;padding:8px;overflow-x:auto}
.figure svg{display:block;height:auto;margin:auto}
ul{padding-left:20px}
@media print{:root{--ground:#fff;--text:#000;--muted:#444;--line:#ccc}body{font-size:11pt}main{padding:0}
section,figure,tr{break-inside:avoid}}
"""
