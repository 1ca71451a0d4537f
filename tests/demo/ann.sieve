# Ann's script: bills have a folder of their own.
require ["envelope", "fileinto", "mailbox"];

if envelope :matches "to" "ann+bills@*" {
    fileinto :create "Bills";
}
