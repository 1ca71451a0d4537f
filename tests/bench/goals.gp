# Called by run with DATA and FILE, behind a terminal: what was measured, of goals.

set output FILE
set title "Measured, of the goal: met up to 1"
set style fill solid 0.85
set yrange [-0.6:*] reverse
set xrange [0:*]
set offsets 0,0.3,0.6,0.6
set border 3
set tics nomirror out
set xtics 1
set grid xtics
unset key
set lmargin 52
set arrow from 1, graph 0 to 1, graph 1 nohead lw 2
plot DATA using ($2/2):0:($2/2):(0.35):3:ytic(1) with boxxyerror lc variable, \
     DATA using 2:0:(sprintf(" %.2f", $2)) with labels left
