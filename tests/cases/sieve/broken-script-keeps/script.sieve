if header :contains "subject" "apples" { fileinto "Fruit"; 
