-- What is searched and counted besides senders, receivers and conversations. New rows have the highest send_time: each index
-- grows at the end of few values and is cheap to keep.
ALTER TABLE message
    ADD KEY message_by_content_type (content_type, send_time),
    ADD KEY message_by_session_type (session_type, send_time);
-- Notification accounts: few of many users.
ALTER TABLE im_user ADD KEY user_by_level (app_manger_level, create_time);
