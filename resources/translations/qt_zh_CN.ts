<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- Sentences of Qt's own dialogs that its Chinese catalogue lacks, or says oddly. packaging/translations.py compiles it. -->
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>QFileDialog</name>
    <message><source>&amp;Look in:</source><translation>查找范围(&amp;L)：</translation></message>
    <message><source>Files of &amp;type:</source><translation>文件类型(&amp;T)：</translation></message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message><source>Alias</source><translation>替身</translation></message>
    <message><source>Drive</source><translation>驱动器</translation></message>
    <message><source>File</source><translation>文件</translation></message>
    <message><source>File Folder</source><translation>文件夹</translation></message>
    <message><source>Folder</source><translation>文件夹</translation></message>
    <message><source>Shortcut</source><translation>快捷方式</translation></message>
    <message><source>Unknown</source><translation>未知</translation></message>
    <message><source>%1 File</source><translation>%1 文件</translation></message>
</context>
<context>
    <name>QErrorMessage</name>
    <message><source>An error occurred</source><translation>出错了</translation></message>
</context>
<context>
    <name>QMessageBox</name>
    <message><source>OK</source><translation>确定</translation></message>
    <message><source>Help</source><translation>帮助</translation></message>
</context>
<context>
    <name>QKeySequenceEdit</name>
    <message><source>Press shortcut</source><translation>按下快捷键</translation></message>
</context>
<context>
    <name>QShortcut</name>
    <message><source>Left</source><translation>←</translation></message>
    <message><source>Right</source><translation>→</translation></message>
    <message><source>Up</source><translation>↑</translation></message>
    <message><source>Down</source><translation>↓</translation></message>
    <message><source>Control</source><translation>Ctrl</translation></message>
    <message><source>Keyboard</source><translation>键盘</translation></message>
</context>
<context>
    <name>QStandardPaths</name>
    <message><source>Downloads</source><translation>下载</translation></message>
    <message><source>Public</source><translation>公共</translation></message>
    <message><source>Templates</source><translation>模板</translation></message>
    <message><source>Temporary Items</source><translation>临时项目</translation></message>
    <message><source>State</source><translation>状态</translation></message>
    <message><source>Shared State</source><translation>共享状态</translation></message>
</context>
<context>
    <name>QPrintDialog</name>
    <message><source>Automatic</source><translation>自动</translation></message>
</context>
<context>
    <name>QPageSetupWidget</name>
    <message><source>Page &amp;order:</source><translation>页面顺序(&amp;O)：</translation></message>
    <message><source>Pages &amp;per sheet:</source><translation>每张纸的页数(&amp;P)：</translation></message>
</context>
<context>
    <name>QPrintSettingsOutput</name>
    <message><source>Duplex Printing</source><translation>双面打印</translation></message>
    <message><source>Long side</source><translation>长边</translation></message>
    <message><source>Short side</source><translation>短边</translation></message>
    <message><source>None</source><translation>无</translation></message>
    <message><source>Page &amp;Set:</source><translation>页面集合(&amp;S)：</translation></message>
</context>
<context>
    <name>QCupsJobWidget</name>
    <message><source>&amp;Billing information:</source><translation>计费信息(&amp;B)：</translation></message>
    <message><source>&amp;Start:</source><translation>起始页(&amp;S)：</translation></message>
    <message><source>&amp;End:</source><translation>结束页(&amp;E)：</translation></message>
    <message><source>Job &amp;priority:</source><translation>任务优先级(&amp;P)：</translation></message>
    <message><source>Scheduled &amp;printing:</source><translation>定时打印(&amp;P)：</translation></message>
</context>
<context>
    <name>QProgressBar</name>
    <message><source>%p%</source><translation>%p%</translation></message>
</context>
</TS>
