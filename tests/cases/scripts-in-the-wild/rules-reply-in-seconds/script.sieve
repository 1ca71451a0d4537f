require ["vacation-seconds"];
# rule:[away]
if header :contains "subject" "apples"
{
	vacation :seconds 0 text:
# away
until /* the */ 6th
.
;
	stop;
}
