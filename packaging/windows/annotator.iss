; The installer for Windows: packaging\build.py runs it with Inno Setup 6 (iscc /DVersion=X packaging\windows\annotator.iss).
; For one person without asking for rights, or for all with them; .annot files open in annotator.
#ifndef Version
  #error Version is missing: iscc /DVersion=0.1.0 packaging\windows\annotator.iss
#endif
#define Program "..\..\build\program\annotator"

[Setup]
AppId={{7B0E2C1C-5B7E-4D0B-9E0A-6A1D7C5E31F4}
AppName=annotator
AppVersion={#Version}
AppPublisher=the annotator authors
VersionInfoVersion={#Version}
DefaultDirName={autopf}\annotator
DefaultGroupName=annotator
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\icons\annotator.ico
UninstallDisplayIcon={app}\annotator-window.exe
OutputDir=..\..\dist
OutputBaseFilename=annotator-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes

[Languages]
; ChineseSimplified.isl is one of Inno Setup's unofficial translations: put it into its folder Languages first.
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[CustomMessages]
zh.ProjectFile=annotator 项目
en.ProjectFile=annotator project
zh.OnPath=在命令行里可以使用 annotator 命令
en.OnPath=Make the command “annotator” known to the command line

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "path"; Description: "{cm:OnPath}"

[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\annotator"; Filename: "{app}\annotator-window.exe"
Name: "{autodesktop}\annotator"; Filename: "{app}\annotator-window.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.annot"; ValueType: string; ValueData: "annotator.project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.annot"; ValueType: string; ValueName: "Content Type"; ValueData: "application/x-annotator-project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\annotator.project"; ValueType: string; ValueData: "{cm:ProjectFile}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\annotator.project\DefaultIcon"; ValueType: string; ValueData: "{app}\annotator-window.exe,0"
Root: HKA; Subkey: "Software\Classes\annotator.project\shell\open\command"; ValueType: string; ValueData: """{app}\annotator-window.exe"" ""%1"""
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: not IsOnPath

[Run]
Filename: "{app}\annotator-window.exe"; Description: "{cm:LaunchProgram,annotator}"; Flags: nowait postinstall skipifsilent

[Code]
function IsOnPath: Boolean;
var
  Path: string;
begin
  Result := RegQueryStringValue(HKCU, 'Environment', 'Path', Path)
    and (Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Path) + ';') > 0);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Ours: string;
begin
  Ours := ';' + ExpandConstant('{app}');
  if (Step = usPostUninstall) and RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    if StringChangeEx(Path, Ours, '', True) > 0 then
      RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
end;
