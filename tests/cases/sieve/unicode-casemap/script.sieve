require ["fileinto", "variables", "comparator-i;unicode-casemap"];
if header :matches :comparator "i;unicode-casemap" "subject" "[äpfel] *" {
	fileinto "${1}";
}
