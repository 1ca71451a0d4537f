require ["mboxmetadata", "servermetadata"];
if anyof (metadata :is "INBOX" "/private/vendor/vendor.isode/auto-replies" "on",
          metadataexists "INBOX" "/private/comment",
          servermetadata :matches "/private/vendor/vendor.isode/notification-uri" "*",
          servermetadataexists "/shared/admin") {
    discard;
}
