"""One small made-up file in each format."""

from __future__ import annotations

JATS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD Journal Publishing DTD v3.0 20080202//EN" "journalpublishing3.dtd" [
<!ENTITY secret SYSTEM "file:///etc/passwd">
]>
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article">
<front>
<journal-meta><journal-title-group><journal-title>Harbour Health</journal-title></journal-title-group></journal-meta>
<article-meta>
<article-id pub-id-type="doi">10.1234/harbour.1</article-id>
<title-group><article-title>Shared budgets in <italic>harbour</italic> clinics</article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Okafor</surname><given-names>N</given-names></name></contrib>
<contrib contrib-type="author"><collab>Norland Nurses</collab></contrib>
<contrib contrib-type="editor"><name><surname>Unseen</surname><given-names>E</given-names></name></contrib>
</contrib-group>
<pub-date><year>2014</year></pub-date>
<abstract><sec><title>Aims</title><p>We asked how budgets were shared.</p></sec></abstract>
<kwd-group><kwd>budgets</kwd><kwd>clinics</kwd></kwd-group>
</article-meta>
</front>
<body>
<sec><title>Background</title>
<p>Clinics hold 10<sup>3</sup> files &eacute;ach [<xref rid="r1">1</xref>].<xref ref-type="fn" rid="f1">a</xref>
The aims were:<list list-type="bullet"><list-item><p>shorter waits</p></list-item><list-item><p>fewer admissions</p>
</list-item></list> Waits fell&secret; <inline-formula><inline-graphic/></inline-formula>.
<fig id="g1"><label>Figure 1</label><caption><title>Waits by year</title><p>Lower is better.</p></caption></fig></p>
<disp-quote><p>We stopped counting.</p><attrib>Senior nurse</attrib></disp-quote>
<boxed-text><label>Box 1</label><caption><title>Two kinds of clinic</title></caption><p>Owned and run.</p></boxed-text>
<sec><title>Payment</title>
<table-wrap><label>Table 1</label><caption><title>Pay of clinics</title></caption>
<table><thead><tr><th rowspan="2">Clinic</th><th colspan="2">Crowns</th></tr><tr><th>2013</th><th>2014</th></tr></thead>
<tbody><tr><td>North</td><td/><td/></tr><tr><td>Eastquay</td><td>90</td><td>95</td></tr></tbody></table>
<table-wrap-foot><p>Crowns per resident.</p></table-wrap-foot></table-wrap>
</sec></sec>
<sec><title>Limitations</title><p>Only three clinics took part.</p></sec>
</body>
<back>
<ack><p>We thank the nurses.</p></ack>
<ref-list><ref id="r1"><label>1.</label>
<mixed-citation>Lind P. <source>Tides</source>. 2004.</mixed-citation></ref></ref-list>
</back>
</article>
"""
