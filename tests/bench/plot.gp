# Called by run with DATA and FILE, behind a terminal: CPU time of one process a mail.

set output FILE
set title "One process for a mail of 20 KB: CPU time in ms"
set style fill solid 0.85
set yrange [-0.6:*] reverse
set xrange [0:*]
set offsets 0,0.5,0.6,0.6
set border 3
set tics nomirror out
set grid xtics
unset key
set lmargin 30
plot DATA using ($2/2):0:($2/2):(0.35):3:ytic(1) with boxxyerror lc variable, \
     DATA using 2:0:(sprintf(" %.2f", $2)) with labels left
