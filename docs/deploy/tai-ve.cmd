@echo off
rem Fetches the newest file of the outbox into the folder Downloads. HOST is the name in %USERPROFILE%\.ssh\config.
chcp 65001 >nul
setlocal
set "HOST=xa"
set "FOLDER=%USERPROFILE%\Downloads"
set "FILE="
for /f "tokens=1" %%F in ('ssh %HOST% outbox list') do if not defined FILE set "FILE=%%F"
if not defined FILE (
    echo Hộp ra chưa có tệp nào, hoặc không nối được với máy chủ.
    pause
    exit /b 1
)
ssh %HOST% outbox get %FILE% > "%FOLDER%\%FILE%"
if errorlevel 1 (
    del "%FOLDER%\%FILE%"
    echo Chưa tải được, xem dòng trên.
    pause
    exit /b 1
)
echo Đã tải về %FOLDER%\%FILE%
pause
