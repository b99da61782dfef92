"""What has been recorded: requests, reviews, plans, outcomes, receipts and the audit log, in one database."""
